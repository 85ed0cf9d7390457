use crate::alpha::Alpha;

pub fn total(input: i64) {
    let net = compute(1);
    let tax = compute(2);
    let sum = compute(3);
}

pub fn last(input: i64) {
    let left = compute(7);
    let right = compute(8);
}
