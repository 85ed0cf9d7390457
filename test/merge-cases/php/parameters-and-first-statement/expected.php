<?php

use Example\Alpha;

function total($amount)
{
    $net = compute(101);
    $tax = compute(2);
    $sum = compute(3);
}
