package whatsapp

import (
	"testing"

	"kanal/storage/storagetest"
)

// Two accounts share one PostgreSQL, perhaps the house's own, and neither takes the other's phone.
func TestAccountsShareAPostgreSQL(t *testing.T) {
	address := storagetest.Postgres(t)
	for _, account := range []string{"whatsapp", "whatsapp:officers", "whatsapp"} { // the first once more, as after a restart
		db, err := parseDatabase(address, account)
		if err != nil {
			t.Fatal(err)
		}
		b := testBot(t, Options{Database: address})
		tables, err := db.open(t.Context(), &hush{b.options.Log, account})
		if err != nil {
			t.Fatalf("%s: %v", account, err)
		}
		device, err := firstDevice(t.Context(), tables)
		tables.Close()
		if err != nil || device != nil {
			t.Fatalf("%s: device %v, %v", account, device, err)
		}
	}
	first := testBot(t, Options{Database: address})
	s := sessionOf(t, first, noInbox())
	if device, err := firstDevice(t.Context(), s.tables); err != nil || device.GetJID() != s.own {
		t.Errorf("the first account has %v, %v", device, err)
	}
	db, _ := parseDatabase(address, "whatsapp:officers")
	tables, err := db.open(t.Context(), &hush{first.options.Log, "whatsapp:officers"})
	if err != nil {
		t.Fatal(err)
	}
	defer tables.Close()
	if device, err := firstDevice(t.Context(), tables); err != nil || device != nil {
		t.Errorf("the second account has the phone of the first: %v, %v", device, err)
	}
}
