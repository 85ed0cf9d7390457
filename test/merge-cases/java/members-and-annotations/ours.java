class A {
    @Test
    void one() {
        check(1);
    }

    @Test
    void two() {
        check(2);
    }
}
