using Example.Alpha;

public class Shop
{
    public int Last(int input)
    {
        var left = Compute(7);
        var right = Compute(8);
    }

    public int Total(int input)
    {
        var net = Compute(1);
        var tax = Compute(2);
        var sum = Compute(3);
    }
}
