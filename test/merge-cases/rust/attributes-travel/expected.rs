#[test]
fn one() {
    check(1);
}

#[test]
fn two() {
    check(2);
}

#[test]
fn three() {
    check(3);
}
