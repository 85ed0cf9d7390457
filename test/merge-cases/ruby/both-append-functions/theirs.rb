require 'alpha'

def total(input)
  net = compute(1)
  tax = compute(2)
  sum = compute(3)
end

def invoice(input)
  number = compute(31)
  date = compute(32)
end
