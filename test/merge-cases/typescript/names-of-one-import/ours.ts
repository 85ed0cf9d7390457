import { a, b } from './x';

one(a, b);

two();

three();
