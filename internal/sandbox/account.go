package sandbox

import (
	_ "embed" // of the account of Populate
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// defaultAccount has the objects that the examples in the documentation use.
//
//go:embed account.json
var defaultAccount []byte

// Populate loads the account that the documentation describes.
func (s *Sandbox) Populate() {
	if _, err := s.Load(defaultAccount); err != nil {
		panic(err)
	}
}

// section is a list of an account file.
type section struct {
	name string
	load func(*fields)
}

// Load adds the objects of an account file, whose schema is in examples/guides/sandbox. If the file has keys, they
// replace DefaultKey, and Load returns them in the file's order. After an error, the account is incomplete.
func (s *Sandbox) Load(file []byte) ([]Key, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lists map[string][]json.RawMessage
	if err := json.Unmarshal(file, &lists); err != nil {
		return nil, syntaxError(file, err)
	}
	var keys []Key
	if len(lists["keys"]) > 0 {
		delete(s.keys, DefaultKey)
	}
	var problems []error
	for _, section := range []section{ // an object is loaded before those that refer to it
		{"projects", s.loadProject},
		{"operators", s.loadOperator},
		{"virtual_numbers", s.loadNumber},
		{"inventory", s.loadInventoryEntry},
		{"keys", func(body *fields) { keys = append(keys, s.loadKey(body)) }},
	} {
		for i, object := range lists[section.name] {
			body, f := readFields(object)
			if f == nil {
				section.load(body)
				f = body.failure()
			} else {
				f.messages = []string{"This is not an object"}
			}
			if f != nil {
				problems = append(problems, fmt.Errorf("%s[%d]: %s", section.name, i, strings.Join(f.messages, ". ")))
			}
		}
		delete(lists, section.name)
	}
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		problems = append(problems, fmt.Errorf("there is no list %q in an account", name))
	}
	return keys, errors.Join(problems...)
}

// syntaxError adds the line to an error of the JSON package.
func syntaxError(file []byte, err error) error {
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: %w", 1+strings.Count(string(file[:syntax.Offset]), "\n"), err)
	case errors.As(err, &wrongType):
		return fmt.Errorf("line %d: an account is a JSON object, and each of its fields is a list",
			1+strings.Count(string(file[:wrongType.Offset]), "\n"))
	}
	return err
}

func (s *Sandbox) loadProject(body *fields) {
	project := Project{ID: readID(body, s.projects)}
	readValue(body, "recordings_count", &project.RecordingsCount)
	readProject(body, &project)
	project.check(body)
	s.addProject(project)
}

func (s *Sandbox) loadOperator(body *fields) {
	operator := Operator{ID: readID(body, s.operators), Active: true}
	s.readOperatorObject(body, &operator)
	s.addOperator(operator)
}

func (s *Sandbox) loadNumber(body *fields) {
	number := VirtualNumber{ID: readID(body, s.numbers), Active: true, Recording: true}
	s.readNumberObject(body, &number)
	s.addNumber(number)
}

func (s *Sandbox) loadInventoryEntry(body *fields) {
	var entry InventoryEntry
	s.readPhoneNumber(body, 0, &entry.PhoneNumber)
	readValue(body, "country_code", &entry.CountryCode)
	readValue(body, "number_type", &entry.NumberType)
	readValue(body, "upfront_cost", &entry.UpfrontCost)
	readValue(body, "monthly_cost", &entry.MonthlyCost)
	readValue(body, "features", &entry.Features)
	readValue(body, "region_information", &entry.Region)
	readValue(body, "requirement_group_required", &entry.RequiresGroup)
	body.expect(entry.NumberType == "" || slices.Contains(numberTypes, entry.NumberType), inclusion("number_type"))
	s.inventory = append(s.inventory, entry)
}

var (
	keyFormat   = regexp.MustCompile(`^idc_[A-Za-z0-9_-]+$`)
	e164Format  = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	permissions = []string{"read", "write", "delete"}
)

func (s *Sandbox) loadKey(body *fields) Key {
	var key Key
	granted := permissions
	readValue(body, "key", &key.Secret)
	readValue(body, "permissions", &granted)
	s.readProjectID(body, &key.ProjectID)
	_, used := s.keys[key.Secret]
	body.expect(!used, "Key is used twice")
	body.expect(keyFormat.MatchString(key.Secret), "Key must be idc_ and letters, digits, _ or -")
	for _, name := range granted {
		body.expect(slices.Contains(permissions, name), "There is no permission "+name)
	}
	key.Read, key.Write, key.Delete = slices.Contains(granted, "read"), slices.Contains(granted, "write"),
		slices.Contains(granted, "delete")
	s.keys[key.Secret] = key
	return key
}

// readOperatorObject reads what an account file says about an operator, except its ID.
func (s *Sandbox) readOperatorObject(body *fields, operator *Operator) {
	readOperator(body, operator)
	s.readProjectID(body, &operator.ProjectID)
	if f := operator.normalize(); f != nil {
		body.messages = append(body.messages, f.messages...)
	}
}

// readNumberObject reads what an account file says about a number, except its ID.
func (s *Sandbox) readNumberObject(body *fields, number *VirtualNumber) {
	s.readPhoneNumber(body, number.ID, &number.PhoneNumber)
	if strings.HasPrefix(number.PhoneNumber, "+1") && number.CountryCode == "" {
		number.CountryCode = "US"
	}
	readValue(body, "country_code", &number.CountryCode)
	body.expect(number.CountryCode != "", "Country code can't be blank, since the phone number does not start with +1")
	readSettings(body, number)
	readValue(body, "ai_receptionist_enabled", &number.AIReceptionistEnabled)
	s.readProjectID(body, &number.ProjectID)
	readValue(body, "operator_ids", &number.Operators)
	for i, id := range number.Operators {
		body.expect(s.operators[id] != nil, fmt.Sprintf("There is no operator %d", id))
		body.expect(!slices.Contains(number.Operators[:i], id), fmt.Sprintf("Operator %d is in the list twice", id))
	}
	readValue(body, "stats", &number.Stats)
	for _, name := range slices.Sorted(maps.Keys(number.Stats)) {
		_, known := sampleStats[name]
		body.expect(known, "Unknown field stats."+name)
	}
}

// readID returns the ID of a new object.
func readID[T any](body *fields, objects map[int64]*T) int64 {
	var id int64
	readValue(body, "id", &id)
	body.expect(id > 0, "ID must be a number above 0")
	body.expect(objects[id] == nil, fmt.Sprintf("ID %d is used twice", id))
	return id
}

// readPhoneNumber reads a phone number that the account and the inventory have once. The number itself has the ID id.
func (s *Sandbox) readPhoneNumber(body *fields, id int64, phoneNumber *string) {
	readValue(body, "phone_number", phoneNumber)
	body.expect(e164Format.MatchString(*phoneNumber), "Phone number must be in E.164, such as +15551234567")
	used := slices.ContainsFunc(s.inventory, func(e InventoryEntry) bool { return e.PhoneNumber == *phoneNumber })
	for _, other := range s.numbers {
		used = used || (other.ID != id && other.PhoneNumber == *phoneNumber)
	}
	body.expect(!used, "Phone number "+*phoneNumber+" is used twice")
}

// readProjectID reads a reference to a project; null stands for none.
func (s *Sandbox) readProjectID(body *fields, id *int64) {
	readField(body, "project_id", func(v int64) {
		*id = v
		body.expect(s.projects[v] != nil, fmt.Sprintf("There is no project %d", v))
	}, func() { *id = 0 })
}

// expect adds a message unless ok.
func (f *fields) expect(ok bool, message string) {
	if !ok {
		f.messages = append(f.messages, message)
	}
}
