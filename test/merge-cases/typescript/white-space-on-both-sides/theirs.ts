f( a, b );
