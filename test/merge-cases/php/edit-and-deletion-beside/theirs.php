<?php

use Example\Alpha;

function total($input)
{
    $net = compute(1);
    $sum = compute(3);
}
