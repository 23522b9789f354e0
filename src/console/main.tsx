import { render } from 'preact';
import { App } from './app.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/table.css';
import './styles/devices.css';
import './styles/product.css';
import './styles/faults.css';
import './styles/status.css';
import './styles/log.css';

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
