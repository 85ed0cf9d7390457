use crate::alpha::Alpha;

pub fn total(amount: i64) {
    let net = compute(1);
    let tax = compute(2);
    let sum = compute(3);
}
