class A {
    @Test
    void one() {
        check(1);
    }

    @Test
    void three() {
        check(3);
    }
}
