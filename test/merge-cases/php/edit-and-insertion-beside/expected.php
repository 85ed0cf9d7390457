<?php

use Example\Alpha;

function total($input)
{
    $net = compute(1);
    $tax = compute(202);
    $fee = compute(9);
    $sum = compute(3);
}
