using Example.Alpha;

public class Shop
{
    public int Total(int input)
    {
        var net = Compute(1);
        var tax = Compute(2);
        var sum = Compute(3);
    }

    public int Last(int input)
    {
        var left = Compute(77);
        var right = Compute(8);
    }
}
