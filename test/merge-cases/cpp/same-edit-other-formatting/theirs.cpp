#include "alpha.h"

int total(int input) {
    auto net = compute(1);
    auto tax = compute( 202 );
    auto sum = compute(3);
}
