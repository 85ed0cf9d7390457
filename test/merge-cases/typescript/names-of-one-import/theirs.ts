import { a, c } from './x';

one(a);

two();

three(c);
