package whatsapp

import (
	"context"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waCompanionReg"
	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/store"
	"google.golang.org/protobuf/proto"
)

// latest is the version that WhatsApp's own web page has; the network refuses clients that name one too old.
type latest struct {
	version store.WAVersionContainer // zero while unknown
	asked   time.Time
}

const (
	versionFresh = 6 * time.Hour
	versionWait  = 10 * time.Second
	versionPage  = 4 << 20 // bytes of the page that names it
)

// version returns the version to name. When the page cannot be had, the last one known, or the library's own, must do.
func (b *Bot) version(ctx context.Context) store.WAVersionContainer {
	b.mu.Lock()
	known, now := b.latest, b.options.Now()
	b.mu.Unlock()
	if known.asked.IsZero() || now.Sub(known.asked) > versionFresh {
		ctx, cancel := context.WithTimeout(withLimit(ctx, versionPage), versionWait)
		defer cancel()
		known.asked = now
		if found, err := whatsmeow.GetLatestVersion(ctx, b.client); err == nil && found != nil {
			known.version = *found
		} else { // the error may quote the page
			b.options.Log.Info("the current version of WhatsApp Web is not known", "account", b.options.Account)
		}
		b.mu.Lock()
		b.latest = known
		b.mu.Unlock()
	}
	if own := store.GetWAVersion(); known.version.LessThan(own) {
		return own
	}
	return known.version
}

// forgetVersion makes the next connection ask again.
func (b *Bot) forgetVersion() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.latest.asked = time.Time{}
}

// payload is what a device says of itself when it connects. whatsmeow's own way to set the version and the name is a
// set of variables of the process, one of which does not reach the login; here they are set on the copy that is sent.
func payload(device *store.Device, version store.WAVersionContainer, name string) *waWa6.ClientPayload {
	p := device.GetClientPayload()
	p.UserAgent.AppVersion = version.ProtoAppVersion()
	if p.DevicePairingData == nil {
		return p
	}
	hash := version.Hash()
	p.DevicePairingData.BuildHash = hash[:]
	var props waCompanionReg.DeviceProps
	if err := proto.Unmarshal(p.DevicePairingData.DeviceProps, &props); err != nil {
		return p // what the library made is fine but for the name
	}
	props.Os = &name
	if packed, err := proto.Marshal(&props); err == nil {
		p.DevicePairingData.DeviceProps = packed
	}
	return p
}
