f(a,b);
