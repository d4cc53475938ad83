// Package invent makes up the people, banks, shops and numbers that the corpus is about. Nobody in it is
// real; every number has the structure of a real one (check digits, bank codes), because that is what readers check.
//
// A Source is deterministic: the same seed and name give the same inventions, on every machine.
package invent

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"
)

// Source is where chance comes from.
type Source struct{ *rand.Rand }

// New makes the source called name of a seed. Sources of different names are independent, so that asking for
// more documents does not change the earlier ones.
func New(seed uint64, name string) Source {
	h := fnv.New64a()
	h.Write([]byte(name))
	return Source{rand.New(rand.NewPCG(seed, h.Sum64()))}
}

// Pick returns one of the choices.
func Pick[T any](s Source, choices ...T) T { return choices[s.IntN(len(choices))] }

// Chance is true with the given probability.
func (s Source) Chance(p float64) bool { return s.Float64() < p }

// Between returns a whole number of low to high, both included.
func (s Source) Between(low, high int) int { return low + s.IntN(high-low+1) }

// Digits returns n digits, the first not zero.
func (s Source) Digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + s.IntN(10))
	}
	if b[0] == '0' {
		b[0] = byte('1' + s.IntN(9))
	}
	return string(b)
}

// Letters returns n capital letters.
func (s Source) Letters(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('A' + s.IntN(26))
	}
	return string(b)
}

// Day returns a day of the years from and to, both included.
func (s Source) Day(from, to int) time.Time {
	first := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC)
	days := int(time.Date(to+1, 1, 1, 0, 0, 0, 0, time.UTC).Sub(first).Hours() / 24)
	return first.AddDate(0, 0, s.IntN(days))
}

// Person is someone who owns a card or an account.
type Person struct{ Given, Middle, Surname, Father string }

// Name is the whole name in the order it is written.
func (p Person) Name() string {
	return strings.Join(strings.Fields(p.Given+" "+p.Middle+" "+p.Surname), " ")
}

// FathersName is the father's whole name.
func (p Person) FathersName() string { return p.Father + " " + p.Surname }

// Person invents someone.
func (s Source) Person() Person {
	p := Person{Surname: Pick(s, surnames...), Father: Pick(s, men...)}
	if s.Chance(0.5) {
		p.Given = Pick(s, men...)
	} else {
		p.Given = Pick(s, women...)
	}
	if s.Chance(0.35) {
		p.Middle = Pick(s, "Kumar", "Prasad", "Lal", "Rani", "Devi", "Nath", "Mohan", "Chandra")
	}
	return p
}

var men = strings.Fields(`Arvind Rajesh Suresh Mahesh Vikram Anil Sunil Deepak Manoj Sanjay Ramesh Harish Naveen Prakash Dinesh
	Girish Kiran Ashok Vinod Gopal Mohit Rohan Aditya Karthik Senthil Murugan Balaji Imran Farhan Joseph Thomas Gurpreet Harpreet
	Debashish Subrata Tapan Hemant Nilesh Jignesh Bhavesh Siddharth Yogesh Omkar Zubin`)

var women = strings.Fields(`Anita Sunita Kavita Meena Lakshmi Priya Divya Sneha Pooja Neha Rekha Geeta Seema Shalini Nandini
	Asha Usha Radha Jyoti Swati Pallavi Aparna Bhavana Chitra Deepika Fatima Ayesha Mary Simran Manpreet Sharmila Indrani
	Ketaki Mrunal Hetal Vaishali Revathi Kalpana Yamini Zeenat`)

var surnames = strings.Fields(`Sharma Verma Gupta Agarwal Mishra Pandey Tiwari Yadav Singh Chauhan Rathore Joshi Kulkarni
	Deshpande Patil Jadhav Shinde Pawar Nair Menon Pillai Iyer Iyengar Reddy Rao Naidu Chowdary Banerjee Mukherjee
	Chatterjee Das Ghosh Bose Sen Patel Shah Mehta Desai Trivedi Khan Ansari Qureshi Fernandes DSouza Gill Sandhu Kaur
	Hegde Shetty Gowda Bhat Subramanian Krishnan Ramaswamy Vyas Zaveri`)

// Place is a town with its state, the beginning of its PIN codes and its GST state code.
type Place struct{ City, State, PIN, GST string }

// Place picks a town.
func (s Source) Place() Place { return Pick(s, places...) }

var places = []Place{
	{"Mumbai", "Maharashtra", "400", "27"}, {"Pune", "Maharashtra", "411", "27"}, {"Nagpur", "Maharashtra", "440", "27"},
	{"New Delhi", "Delhi", "110", "07"}, {"Bengaluru", "Karnataka", "560", "29"}, {"Mysuru", "Karnataka", "570", "29"},
	{"Chennai", "Tamil Nadu", "600", "33"}, {"Coimbatore", "Tamil Nadu", "641", "33"}, {"Hyderabad", "Telangana", "500", "36"},
	{"Kolkata", "West Bengal", "700", "19"}, {"Ahmedabad", "Gujarat", "380", "24"}, {"Surat", "Gujarat", "395", "24"},
	{"Jaipur", "Rajasthan", "302", "08"}, {"Lucknow", "Uttar Pradesh", "226", "09"}, {"Kanpur", "Uttar Pradesh", "208", "09"},
	{"Indore", "Madhya Pradesh", "452", "23"}, {"Patna", "Bihar", "800", "10"}, {"Kochi", "Kerala", "682", "32"},
	{"Chandigarh", "Chandigarh", "160", "04"}, {"Bhubaneswar", "Odisha", "751", "21"}, {"Guwahati", "Assam", "781", "18"},
}

// Street invents the first line of an address.
func (s Source) Street() string {
	return Pick(s, "Shop No. ", "No. ", "Plot ", "G-", "Unit ") + s.Digits(s.Between(1, 3)) + ", " + s.Area()
}

// Area invents a part of a town, which is also how branches are called.
func (s Source) Area() string {
	return Pick(s, "Gandhi Nagar", "Nehru Road", "Station Road", "M G Road", "Civil Lines", "Lake View", "Market Yard", "Shivaji Chowk",
		"Park Street", "Anna Nagar", "Rajendra Place", "Sadar Bazar", "Model Town", "Ring Road", "Tilak Marg", "Temple Street",
		"Hill Cart Road", "Old Airport Road", "Sector 17", "Fort", "Vasant Vihar", "Jubilee Hills", "Salt Lake", "Navrangpura")
}
