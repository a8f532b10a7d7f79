// Command delivery judges the parcels of an online marketplace by the estimated
// delivery that was given to their buyers, read as a date and as an instant.
//
//	go run ./examples/delivery                    a page for a seller, from the sample
//	go run ./examples/delivery -data DIR          the same from real data
//	go run ./examples/delivery -data DIR -json    all figures as JSON
//
// agreement.yaml defines what is on time, and orders.map.yaml says what the columns
// are; this program only prints.
//
// The 14 orders of the folder sample are invented. Real orders are the "Brazilian
// E-Commerce Public Dataset by Olist", https://www.kaggle.com/datasets/olistbr/brazilian-ecommerce;
// their licence does not allow a copy here. DIR holds orders.csv or orders.csv.gz:
// the rows of olist_orders_dataset.csv with the columns order_id, order_status,
// purchased (order_purchase_timestamp), delivered (order_delivered_customer_date)
// and estimated_delivery (order_estimated_delivery_date), each time written like
// 2018-03-10T00:00:00.
package main

import (
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	_ "time/tzdata"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

//go:embed agreement.yaml orders.map.yaml sample
var files embed.FS

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run prints to out. With -json it prints the line that says that the orders are
// invented to notes instead.
func run(args []string, out, notes io.Writer) error {
	flags := flag.NewFlagSet("delivery", flag.ExitOnError)
	data := flags.String("data", "", "the folder of orders.csv or orders.csv.gz; without it, the invented sample")
	asJSON := flags.Bool("json", false, "print all figures as one JSON object")
	if err := flags.Parse(args); err != nil {
		return err
	}
	folder := os.DirFS(*data)
	if *data == "" {
		sample, err := fs.Sub(files, "sample")
		if err != nil {
			return err
		}
		if !*asJSON {
			notes = out
		}
		fmt.Fprintln(notes, "A sample of invented orders. go doc ./examples/delivery says where real orders are.")
		folder = sample
	}
	agreement, err := specfile.Open(files, "agreement.yaml", sla.Sources{})
	if err != nil {
		return err
	}
	orders, err := read(folder)
	if err != nil {
		return err
	}
	result, err := judge(agreement, orders)
	if err != nil {
		return err
	}
	if *asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", " ")
		return encoder.Encode(summed(result))
	}
	page(out, agreement.Spec(), summed(result))
	return nil
}
