using Example.Alpha;

public class Shop
{
    public int Total(int input)
    {
        var net = Compute(1);
<<<<<<< ours
        var tax = Compute(202);
||||||| base
        var tax = Compute(2);
=======
        var tax = Compute(303);
>>>>>>> theirs
        var sum = Compute(3);
    }
}
