#include "alpha.h"

int total(int input) {
    auto net = compute(1);
<<<<<<< ours
    auto tax = compute(202);
||||||| base
    auto tax = compute(2);
=======
    auto tax = compute(303);
>>>>>>> theirs
    auto sum = compute(3);
}
