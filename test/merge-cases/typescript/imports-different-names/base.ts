import { a } from './a';

run(a);
