using Example.Alpha;

public class Shop
{
    public int Total(int input)
    {
        var net = Compute(1);
        var tax = Compute(2);
        var sum = Compute(3);
    }

    public int Refund(int input)
    {
        var paid = Compute(21);
        var back = Compute(22);
    }

    public int Invoice(int input)
    {
        var number = Compute(31);
        var date = Compute(32);
    }

    public int Last(int input)
    {
        var left = Compute(7);
        var right = Compute(8);
    }
}
