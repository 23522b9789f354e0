import { lineJsonSchema } from '../src/cli/reporters/line-schema.ts';
import { configJsonSchema } from '../src/config/schema.ts';

/** What the package publishes in dist/schema, by file name. */
export const schemas = { config: configJsonSchema(), events: lineJsonSchema() };
