using Example.Alpha;

public class Shop
{
    public int Total(int amount)
    {
        var net = Compute(101);
        var tax = Compute(2);
        var sum = Compute(3);
    }
}
