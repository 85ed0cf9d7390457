class A {
    @Test
    void one() {
        check(1);
    }
}
