use crate::alpha::Alpha;

pub fn total(input: i64) {
    let net = compute(101);
    let tax = compute(202);
    let sum = compute(3);
}
