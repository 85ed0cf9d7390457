package org.example;

import org.example.Alpha;

public class Shop {
    public int total(int input) {
        int net = compute(1);
<<<<<<< ours
        int tax = compute(202);
||||||| base
        int tax = compute(2);
=======
        int tax = compute(303);
>>>>>>> theirs
        int sum = compute(3);
    }
}
