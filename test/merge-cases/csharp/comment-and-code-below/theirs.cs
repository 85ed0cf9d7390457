using Example.Alpha;

public class Shop
{
    // Adds up.
    public int Total(int input)
    {
        var net = Compute(101);
        var tax = Compute(2);
        var sum = Compute(3);
    }
}
