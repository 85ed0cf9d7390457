<?php

use Example\Alpha;
use Example\Gamma;

function total($input)
{
    $net = compute(1);
    $tax = compute(2);
    $sum = compute(3);
}
