#[test]
fn one() {
    check(1);
}
