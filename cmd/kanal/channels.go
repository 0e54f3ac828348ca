package main

import (
	"context"

	"kanal"
	"kanal/bots"
	"kanal/bots/sms/kannel"
	"kanal/bots/telegram"
	"kanal/bots/webchat"
	"kanal/bots/whatsapp"
	"kanal/bots/whatsapp/cloud"
)

// channels makes a bot of each account that is configured; the web chat is always there. Whoever is reached by phone
// number is reached by SMS where there is one, so those accounts come first.
func channels(s service) ([]bots.Bot, error) {
	c := s.config
	chat, err := webchat.New(webchat.Options{Account: "webchat", Path: "/", History: history(s.store, "webchat"), Woken: woken(s.store, "webchat"),
		Keep: keepPicture(s.files), Kept: s.files.Get, Log: s.log})
	if err != nil {
		return nil, err
	}
	list := []bots.Bot{chat}
	if c.TelegramToken != "" {
		bot, err := telegram.New(telegram.Options{Token: c.TelegramToken, APIURL: c.TelegramAPIURL,
			WebhookSecret: c.TelegramWebhookSecret, PublicURL: c.PublicURL, Log: s.log, Files: s.files.Get})
		if err != nil {
			return nil, err
		}
		list = append(list, bot)
	}
	if c.KannelSendURL != "" {
		bot, err := kannel.New(kannel.Options{Account: "sms:kannel", SendURL: c.KannelSendURL, Username: c.KannelUsername,
			Password: c.KannelPassword, Sender: c.KannelSender, Secret: c.KannelSecret, PublicURL: c.PublicURL, Log: s.log})
		if err != nil {
			return nil, err
		}
		list = append(list, bot)
	}
	for _, account := range c.linkedAccounts() {
		bot, err := linkedWhatsApp(s, account)
		if err != nil {
			return nil, err
		}
		list = append(list, bot)
	}
	if c.WACloudToken != "" {
		bot, err := cloud.New(cloud.Options{Account: "whatsapp:cloud", Token: c.WACloudToken, AppSecret: c.WACloudAppSecret,
			VerifyToken: c.WACloudVerifyToken, PhoneNumberID: c.WACloudPhoneID, APIURL: c.WACloudAPIURL, Template: c.WACloudTemplate,
			Log: s.log, Files: s.files.Get})
		if err != nil {
			return nil, err
		}
		list = append(list, bot)
	}
	return list, nil
}

// linkedWhatsApp makes the bot of an account that is linked to a phone. How the link stands is kept in the store: the
// console and other processes read it there, and leave the number that asks for a code.
func linkedWhatsApp(s service, account string) (*whatsapp.Bot, error) {
	return whatsapp.New(whatsapp.Options{
		Account: account, Database: s.config.whatsappDatabase(account), HTTPClient: s.world.whatsapp,
		Link:  func(ctx context.Context, l kanal.Link) error { return s.store.SetLink(ctx, account, l) },
		Phone: func(ctx context.Context) (string, error) { return s.store.WantedPhone(ctx, account) },
		Sent:  func(ctx context.Context, id string) (kanal.Outgoing, error) { return s.store.Sent(ctx, account, id) },
		Files: s.files.Get, Polls: s.config.WhatsAppPolls != "", Log: s.log,
	})
}
