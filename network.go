package kanal

import (
	"strings"
	"time"
)

// Network is what must be known of a kind of network to write to people on it well.
type Network struct {
	Name         string
	Buttons      bool          // choices are tapped; elsewhere they are numbered lines
	Cards        bool          // a report is summed up and confirmed before it is filed; false where each message costs
	Officers     bool          // officers may act there; false where a sender is easily forged
	Leased       bool          // sending and fetching go only through the one process that receives
	PerSecond    int           // messages an account may send in a second
	PerRecipient time.Duration // shortest time between two messages to one recipient
	Window       time.Duration // how long after their last message people may be written to; 0 for always
}

// OfficersAccount is the account that officers alone use, where there is one: what they are told never costs the
// citizens' number, whatever the network thinks of it.
const OfficersAccount = "whatsapp:officers"

// networks by the account's whole name, or by its part before the colon. Paces: facts of each network's own
// documentation. Meta's is 80 a second in both directions together; to one recipient one in six seconds, of which up to
// 45 may be had ahead, so that a conversation is not slowed down and a flood is told to wait (kanal.RetryError).
var networks = map[string]Network{
	"telegram": {Name: "telegram", Buttons: true, Cards: true, Officers: true, PerSecond: 30, PerRecipient: time.Second},
	"whatsapp": {Name: "whatsapp", Cards: true, Officers: true, Leased: true, PerSecond: 1, PerRecipient: time.Second},
	"sms":      {Name: "sms", PerSecond: 50},

	"whatsapp:cloud": {Name: "whatsapp", Buttons: true, Cards: true, Officers: true, PerSecond: 40, PerRecipient: time.Second,
		Window: 24 * time.Hour},

	"webchat":  {Name: "webchat", Buttons: true, Cards: true, PerSecond: 5000},
	"terminal": {Name: "terminal", Cards: true, PerSecond: 5000},
}

// NetworkOf returns the network of an account ("sms" for "sms:kannel"); where one account differs from the others of
// its network, that account's own. An unknown one is treated as the poorest: plain text, numbered choices, one message
// a second.
func NetworkOf(account string) Network {
	if n, ok := networks[account]; ok {
		return n
	}
	name, _, _ := strings.Cut(account, ":")
	if n, ok := networks[name]; ok {
		return n
	}
	return Network{Name: name, Cards: true, PerSecond: 1}
}
