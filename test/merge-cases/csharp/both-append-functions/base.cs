using Example.Alpha;

public class Shop
{
    public int Total(int input)
    {
        var net = Compute(1);
        var tax = Compute(2);
        var sum = Compute(3);
    }
}
