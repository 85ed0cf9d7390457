import { a } from './a';
import { b } from './b';
import { c } from './c';

run(a);
run(b);
