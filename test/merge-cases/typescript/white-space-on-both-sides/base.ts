f( a,b );
