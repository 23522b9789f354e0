import { createMemoryOutbox } from '../../src/outbox/memory.ts';
import { outboxContract } from '../contract/outbox.contract.ts';

outboxContract('memory', async () => createMemoryOutbox());
