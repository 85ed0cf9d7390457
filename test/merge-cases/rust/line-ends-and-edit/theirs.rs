use crate::alpha::Alpha;

pub fn total(input: i64) {
    let net = compute(1);
    let tax = compute(202);
    let sum = compute(3);
}
