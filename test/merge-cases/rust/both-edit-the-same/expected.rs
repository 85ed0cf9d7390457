use crate::alpha::Alpha;

pub fn total(input: i64) {
    let net = compute(1);
<<<<<<< ours
    let tax = compute(202);
||||||| base
    let tax = compute(2);
=======
    let tax = compute(303);
>>>>>>> theirs
    let sum = compute(3);
}
