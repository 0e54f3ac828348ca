package main

import (
	"kanal/classifier"
)

type evaluateCommand struct {
	Data       []string `required:"" help:"Labelled JSONL; a row's field accept lists further labels that count as right." type:"existingfile"`
	Model      string   `help:"Model file instead of the shipped one." type:"existingfile"`
	LabelField string   `help:"The field that holds the label." default:"agency"`
}

// Run prints one JSON object.
func (c *evaluateCommand) Run(std *streams) error {
	model, err := loadModel(c.Model)
	if err != nil {
		return err
	}
	rows, err := readRows(c.Data, c.LabelField)
	if err != nil {
		return err
	}
	return printJSON(std, classifier.Evaluate(model, rows))
}
