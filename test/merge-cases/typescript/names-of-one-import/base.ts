import { a } from './x';

one(a);

two();

three();
