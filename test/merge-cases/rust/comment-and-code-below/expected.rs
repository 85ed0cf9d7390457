use crate::alpha::Alpha;

// Adds up all.
pub fn total(input: i64) {
    let net = compute(101);
    let tax = compute(2);
    let sum = compute(3);
}
