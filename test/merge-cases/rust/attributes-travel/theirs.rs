#[test]
fn one() {
    check(1);
}

#[test]
fn three() {
    check(3);
}
