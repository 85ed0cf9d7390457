#include "alpha.h"

int total(int amount) {
    int net = compute(1);
    int tax = compute(2);
    int sum = compute(3);
}
