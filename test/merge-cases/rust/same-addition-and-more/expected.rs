use crate::alpha::Alpha;

pub fn total(input: i64) {
    let net = compute(1);
    let tax = compute(2);
    let sum = compute(3);
}

pub fn refund(input: i64) {
    let paid = compute(21);
    let back = compute(22);
}

pub fn invoice(input: i64) {
    let number = compute(31);
    let date = compute(32);
}
