<?php

use Example\Alpha;

function total($input)
{
    $net = compute(1);
    $tax = compute(202);
    $sum = compute(3);
}
