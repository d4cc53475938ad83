package sms

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math/bits"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/munshi-in/munshi/schemas"
)

// The data files. Each line is one fact: columns parted by two or more spaces or tabs. # begins a comment.
//
//go:embed data model.txt
var embedded embed.FS

// knowledge is what is known of the world, as the data files say it.
type knowledge struct {
	words       *lexicon // what banks say: cues, currencies, months, instruments, banks
	trades      *lexicon // what money is for; apart, so that "card payment" as a purpose hides no "payment"
	banks       []bank   // from 1; also currencies, instruments and categories: 0 means none
	currencies  []string
	instruments []string // in the order of preference when a text names several
	categories  []string
	countries   map[string]*country
	home        map[string]string // currency -> country
	shared      []sharedSign
	refund, atm uint16                   // the phrases "refund" among the words, "atm" among the trades
	letters     [26]uint16               // a capital -> the currency that it alone means, glued to a number: R129.99, 500F
	headers     map[string]uint16        // sender header -> bank
	spelled     map[string]uint16        // bank's name as a header -> bank
	prefixes    [256][]headerPrefix      // what headers begin with, by its first byte, longest first
	names       *scorer                  // chooses the counterparty
	types       *scorer                  // chooses the type
	codes       *scorer                  // chooses the reference
	ways        *scorer                  // chooses the direction
	lineNames   *scorer                  // chooses the counterparty of a statement line
	lineCodes   *scorer                  // chooses its reference
	trust       *scorer                  // says how sure each part of a transaction is
	hosts       map[string]bool          // hosts that banks themselves send
	wallets     map[string]bool          // banks that are wallets
	handles     map[string]bool          // how UPI addresses of brands begin
	english     uint32                   // the bit of the language that counts everywhere
	reading     uint32                   // the bit of the language whose words are being learned
	spokenIn    [maxLanguages][]*country // by the number of a language: whose banks write it when nothing else tells the country
	learned     map[string]string        // counterparty -> the category that analysts gave it
}

type bank struct {
	name, country string
	habit         *country
}

type headerPrefix struct {
	text string
	bank uint16
}

// country says how money and time are written somewhere.
type country struct {
	currency     string
	zone         *time.Location
	decimalComma bool // 1.234,56
	monthFirst   bool // 12/31
	spaced       bool // 1 234.56
	calendar     calendar
	ownSign      string // a sign that many countries use means this one's money here: $, rs
}

// nowhere is a country of which nothing is known.
var nowhere country

var column = regexp.MustCompile(`\t+| {2,}`)

// load reads every data file and reports every mistake at once, each with its file and line.
func load(files fs.FS) (*knowledge, error) {
	k, err := loadFacts(files)
	if err != nil {
		return nil, err
	}
	return k, k.readModel(files)
}

// readModel gives the scorers the weights of the file model.txt.
func (k *knowledge) readModel(files fs.FS) error {
	model, err := files.Open(modelFile)
	if err != nil {
		return err
	}
	defer model.Close()
	return readModel(model, k.scorers()...)
}

func (k *knowledge) scorers() []*scorer {
	return []*scorer{k.codes, k.ways, k.names, k.types, k.lineCodes, k.lineNames, k.trust}
}

// loadFacts reads the data files; the model decides nothing yet.
func loadFacts(files fs.FS) (*knowledge, error) {
	words := &vocabulary{}
	k := &knowledge{
		words: newLexicon(words), trades: newLexicon(words), banks: make([]bank, 1), currencies: make([]string, 1), instruments: make([]string, 1),
		categories: make([]string, 1), countries: map[string]*country{}, home: map[string]string{}, headers: map[string]uint16{}, spelled: map[string]uint16{}, hosts: map[string]bool{}, wallets: map[string]bool{}, handles: map[string]bool{}, learned: map[string]string{},
	}
	var mistakes []error
	read := func(file string, columns int, learn func(f []string) error) {
		text, err := fs.ReadFile(files, file)
		if err != nil {
			mistakes = append(mistakes, err)
		}
		seen := map[string]int{}
		for n, line := range strings.Split(string(text), "\n") {
			line, _, _ = strings.Cut(line, " # ")
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			f := column.Split(line, -1)
			key := strings.ToLower(line)
			switch {
			case len(f) != columns:
				mistakes = append(mistakes, fmt.Errorf("%s:%d: %d columns, want %d (parted by two spaces)", file, n+1, len(f), columns))
			case seen[key] > 0:
				mistakes = append(mistakes, fmt.Errorf("%s:%d: says the same as line %d", file, n+1, seen[key]))
			default:
				if err := learn(f); err != nil {
					mistakes = append(mistakes, fmt.Errorf("%s:%d: %w", file, n+1, err))
				}
			}
			seen[key] = n + 1
		}
	}
	languages, err := fs.Glob(files, "data/words/*.txt")
	if err != nil || len(languages) == 0 || len(languages) > maxLanguages {
		mistakes = append(mistakes, fmt.Errorf("data/words: %d languages, want 1 to %d", len(languages), maxLanguages))
		languages = nil
	}
	read("data/countries.txt", 4, k.learnCountry)
	read("data/currencies.txt", 2, k.learnCurrency)
	for n, file := range languages {
		k.reading = 1 << n
		if path.Base(file) == "en.txt" {
			k.english = k.reading
		}
		read(file, 2, k.learnWord)
	}
	read("data/instruments.txt", 2, k.learnInstrument)
	read("data/banks.txt", 3, k.learnBank)
	read("data/senders.txt", 2, k.learnSender)
	read("data/categories.txt", 2, k.learnCategory)
	read("data/wallets.txt", 1, func(f []string) error {
		if k.bankNamed(f[0]) == 0 {
			return fmt.Errorf("%q is not in banks.txt", f[0])
		}
		k.wallets[f[0]] = true
		return nil
	})
	read("data/handles.txt", 1, func(f []string) error {
		if strings.ContainsFunc(f[0], func(c rune) bool { return !unicode.IsLetter(c) }) {
			return fmt.Errorf("%q begins no address: it has more than letters", f[0])
		}
		k.handles[strings.ToLower(f[0])] = true
		return nil
	})
	read("data/hosts.txt", 1, func(f []string) error {
		k.hosts[strings.ToLower(f[0])] = true
		return nil
	})
	read("data/spellings.txt", 2, func(f []string) error { return words.respell(f[0], f[1]) })
	words.misspell()
	for _, some := range k.prefixes {
		slices.SortStableFunc(some, func(a, b headerPrefix) int { return len(b.text) - len(a.text) })
	}
	k.names, k.types, k.codes, k.ways = nameScorer("name", k.words), typeScorer(k.words), codeScorer("reference", k.words), directionScorer(k.words)
	k.lineNames, k.lineCodes = nameScorer("line name", k.words), codeScorer("line reference", k.words)
	k.trust = trustScorer(k.words)
	k.learnSharedSigns()
	k.refund, k.atm = uint16(k.words.numbers["refund"]), uint16(k.trades.numbers["atm"])
	k.words.complete()
	k.trades.complete()
	words.spoken = k.words.uses
	mistakes = append(append(mistakes, k.words.lost()...), k.trades.lost()...)
	return k, errors.Join(mistakes...)
}

// learnCountry: IN  INR  +05:30  point,day
func (k *knowledge) learnCountry(f []string) error {
	at, err := time.Parse("-07:00", f[2])
	if err != nil {
		return fmt.Errorf("%q is no offset from UTC such as +05:30", f[2])
	}
	_, seconds := at.Zone()
	c := &country{currency: f[1], zone: time.FixedZone(f[2], seconds)}
	for _, habit := range strings.Split(f[3], ",") {
		switch habit {
		case "point", "day":
		case "comma":
			c.decimalComma = true
		case "month":
			c.monthFirst = true
		case "spaces":
			c.spaced = true
		case "jalali":
			c.calendar = jalali
		case "buddhist":
			c.calendar = buddhist
		case "$", "rs", "fcfa", "dinar", "riyal", "dirham", "pound":
			c.ownSign = habit
		default:
			return fmt.Errorf("%q is none of point, comma, day, month, spaces, jalali, buddhist, $, rs, fcfa, dinar, riyal, dirham, pound", habit)
		}
	}
	k.countries[f[0]] = c
	if k.home[f[1]] == "" { // the first country of a shared currency is its home
		k.home[f[1]] = f[0]
	}
	return nil
}

// learnCurrency: INR  rs
func (k *knowledge) learnCurrency(f []string) error {
	if len(f[0]) != 3 || f[0] != strings.ToUpper(f[0]) {
		return fmt.Errorf("%q is no ISO 4217 code", f[0])
	}
	currency := uint16(index(&k.currencies, f[0]))
	if len(f[1]) == 1 && f[1][0] >= 'A' && f[1][0] <= 'Z' {
		k.letters[f[1][0]-'A'] = currency
		return nil
	}
	k.words.add(f[1], meaning{currency: currency, cues: cueAbbreviation})
	return nil
}

// learnWord: credit  deposited; or, for a month, month 1  jan; or, for a factor, zeros 5  lakh; or, for a language that the banks of few
// countries write, home  KR
func (k *knowledge) learnWord(f []string) error {
	if f[0] == "home" {
		home := k.countries[f[1]]
		if home == nil {
			return fmt.Errorf("%q is not in countries.txt", f[1])
		}
		n := bits.TrailingZeros32(k.reading)
		k.spokenIn[n] = append(k.spokenIn[n], home)
		return nil
	}
	name, n, _ := strings.Cut(f[0], " ")
	count, _ := strconv.Atoi(n)
	switch {
	case name == "month" && count >= 1 && count <= 12:
		k.words.add(f[1], meaning{month: uint8(count), cues: cueAbbreviation, languages: k.reading})
	case name == "zeros" && count >= 1 && count <= 9:
		k.words.add(f[1], meaning{zeros: uint8(count), languages: k.reading})
	case slices.Contains(cueNames[:], f[0]):
		cue := traits(1) << slices.Index(cueNames[:], f[0])
		k.words.add(f[1], meaning{cues: cue, languages: k.reading})
		if cue.has(careful) && k.reading == k.english {
			k.words.careful = append(k.words.careful, strings.Fields(f[1])...)
		}
	default:
		return fmt.Errorf("%q is no cue (meaning.go lists them), month or zeros", f[0])
	}
	return nil
}

// learnInstrument: upi  bhim upi
func (k *knowledge) learnInstrument(f []string) error {
	if !slices.Contains(schemas.Instruments, f[0]) {
		return fmt.Errorf("%q is none of %s", f[0], strings.Join(schemas.Instruments, " "))
	}
	k.words.add(f[1], meaning{instrument: uint8(index(&k.instruments, f[0]))})
	return nil
}

// learnBank: HDFC Bank  IN  hdfc; one line for each writing
func (k *knowledge) learnBank(f []string) error {
	home, ok := k.countries[f[1]]
	if !ok {
		return fmt.Errorf("country %q is not in countries.txt", f[1])
	}
	i := k.bankNamed(f[0])
	if i == 0 {
		i = len(k.banks)
		k.banks = append(k.banks, bank{name: f[0], country: f[1], habit: home})
	}
	if k.banks[i].country != f[1] {
		return fmt.Errorf("%s is in %s and %s", f[0], k.banks[i].country, f[1])
	}
	k.words.add(f[2], meaning{bank: uint16(i)})
	if header := asHeader(f[2]); k.spelled[header] == 0 {
		k.spelled[header] = uint16(i)
	}
	return nil
}

// asHeader is a bank's name as a sender header spells it: GTBANK, EMIRATESNBD.
func asHeader(name string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToUpper(c)
		}
		return -1
	}, name)
}

// learnSender: HDFCBK  HDFC Bank; a header that ends in * is a beginning
func (k *knowledge) learnSender(f []string) error {
	i := k.bankNamed(f[1])
	if i == 0 {
		return fmt.Errorf("bank %q is not in banks.txt", f[1])
	}
	header := strings.ToUpper(f[0])
	if beginning, ok := strings.CutSuffix(header, "*"); ok {
		if beginning == "" {
			return errors.New("* alone is every header: say how those of the bank begin")
		}
		k.prefixes[beginning[0]] = append(k.prefixes[beginning[0]], headerPrefix{beginning, uint16(i)})
		return nil
	}
	if other := k.headers[header]; other != 0 {
		return fmt.Errorf("%s is the header of %s already", header, k.banks[other].name)
	}
	k.headers[header] = uint16(i)
	return nil
}

// minJoined is how many letters words need to be known also without the spaces between them.
const minJoined = 7

// learnCategory: groceries  bigbasket; or, of a word that counts where no other tells the trade, shopping?  stores
func (k *knowledge) learnCategory(f []string) error {
	name, weak := strings.CutSuffix(f[0], "?")
	if !slices.Contains(schemas.Categories, name) {
		return fmt.Errorf("%q is none of %s", f[0], strings.Join(schemas.Categories, " "))
	}
	category := meaning{category: uint8(index(&k.categories, name)), weak: weak}
	k.trades.add(f[1], category)
	if joined := strings.ReplaceAll(f[1], " ", ""); len(joined) >= minJoined && joined != f[1] {
		k.trades.add(joined, category) // as an address of UPI or of the web has it: starhealth
	}
	return nil
}

func (k *knowledge) bankNamed(name string) int {
	return max(0, slices.IndexFunc(k.banks, func(b bank) bool { return b.name == name }))
}

// index returns the place of name in list, which grows when it is new.
func index(list *[]string, name string) int {
	if i := slices.Index(*list, name); i > 0 {
		return i
	}
	*list = append(*list, name)
	return len(*list) - 1
}
