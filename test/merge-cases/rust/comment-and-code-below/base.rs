use crate::alpha::Alpha;

// Adds up.
pub fn total(input: i64) {
    let net = compute(1);
    let tax = compute(2);
    let sum = compute(3);
}
