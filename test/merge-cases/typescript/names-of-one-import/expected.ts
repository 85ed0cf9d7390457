import { a, b, c } from './x';

one(a, b);

two();

three(c);
