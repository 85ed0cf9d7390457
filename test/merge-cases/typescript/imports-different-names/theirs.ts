import { a } from './a';
import { c } from './c';

run(a);
