<?php

use Example\Alpha;

// Adds up all.
function total($input)
{
    $net = compute(1);
    $tax = compute(2);
    $sum = compute(3);
}
