package sandbox

// Populate adds the objects that the examples in the documentation use.
func (s *Sandbox) Populate() {
	text := func(value string) *string { return &value }
	days := int64(90)

	sales := s.AddProject(Project{
		ID: 3, Name: "Sales", Language: "en", Industry: text("Retail"), RetentionDays: &days, RecordingsCount: 17,
	})
	s.AddOperator(Operator{
		ID: 12, Name: "Alice Carter", PhoneNumber: "+15555550112", Email: text("alice@example.com"), Active: true,
	})
	s.AddOperator(Operator{ID: 22, Name: "Eva Frank", PhoneNumber: "+15555550122", Active: true})
	s.AddVirtualNumber(VirtualNumber{
		ID: 7, PhoneNumber: "+15551234567", Name: text("US Sales Line"), Active: true, Recording: true,
		ProjectID: sales, Operators: []int64{12},
	})
	s.AddVirtualNumber(VirtualNumber{
		ID: 8, PhoneNumber: "+15557654321", Name: text("US Support Line"), Active: true, Recording: true,
		Operators: []int64{12, 22},
	})
	s.AddVirtualNumber(VirtualNumber{
		ID: 9, PhoneNumber: "+442079460958", Name: text("UK Line"), CountryCode: "GB", Active: false,
	})
	newYork := map[string]string{"region_type": "state", "region_name": "New York"}
	s.AddInventory(
		InventoryEntry{
			PhoneNumber: "+15550001111", CountryCode: "US", NumberType: "local", UpfrontCost: "1.00", MonthlyCost: "2.50",
			Features: []string{"voice", "sms"}, Region: newYork,
		},
		InventoryEntry{
			PhoneNumber: "+15550002222", CountryCode: "US", NumberType: "local", UpfrontCost: "1.00", MonthlyCost: "2.50",
			Features: []string{"voice"}, Region: newYork,
		},
		InventoryEntry{
			PhoneNumber: "+15550003333", CountryCode: "US", NumberType: "mobile", UpfrontCost: "0.00", MonthlyCost: "4.00",
			Features: []string{"voice", "sms", "mms"},
		},
		InventoryEntry{
			PhoneNumber: "+4915550004444", CountryCode: "DE", NumberType: "mobile", MonthlyCost: "5.00",
			RequiresGroup: true,
		},
	)
}
